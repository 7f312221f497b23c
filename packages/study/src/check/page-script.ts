/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * What the page does. It is put into the page as text, so that nothing outside this function may be named in it; text
 * of files is only ever moved as text.
 */
export function runPage(): void {
  const one = <Type extends Element>(selector: string) => document.querySelector<Type>(selector)!;
  const list = one<HTMLUListElement>('.cards');
  const cards = [...list.querySelectorAll<HTMLLIElement>('.card')];
  const search = one<HTMLInputElement>('#search');
  const show = one<HTMLSelectElement>('#show');
  const modality = one<HTMLSelectElement>('#modality');
  const site = one<HTMLSelectElement>('#site');
  const sort = one<HTMLSelectElement>('#sort');
  const outlines = one<HTMLInputElement>('#outlines');
  const save = one<HTMLButtonElement>('#save');
  const status = one<HTMLElement>('#status');
  const dialog = one<HTMLDialogElement>('dialog');
  const codes = [...document.querySelectorAll<HTMLButtonElement>('.codes button')];
  let code = '';
  let saved = true;
  /** Card that is enlarged. */
  let open: HTMLLIElement | null = null;

  const isMarked = (card: HTMLLIElement) => card.classList.contains('marked');
  const shown = () => ([...list.children] as HTMLLIElement[]).filter((card) => !card.hidden);
  const viewOf = (card: HTMLLIElement) => card.querySelector<HTMLButtonElement>('.view')!;

  function filter(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      const { problems, warnings, codes: own } = card.dataset;
      const fits =
        (show.value === 'all' ||
          (show.value === 'found' && Number(problems) + Number(warnings) > 0) ||
          (show.value === 'problems' && Number(problems) > 0) ||
          (show.value === 'marked' && isMarked(card))) &&
        (code === '' || own!.split(' ').includes(code)) &&
        (modality.value === '*' || card.dataset.modality === modality.value) &&
        (site.value === '*' || card.dataset.site === site.value) &&
        words.every((word) => card.dataset.search!.includes(word));
      card.hidden = !fits;
      if (fits) count++;
    }
    status.textContent = `${count} of ${cards.length} shown`;
  }

  function order(): void {
    const collator = new Intl.Collator('en', { numeric: true });
    const number = (card: HTMLLIElement, name: string) => {
      const text = card.dataset[name];
      return text === undefined || text === '' ? Number.NaN : Number(text);
    };
    const findings = (card: HTMLLIElement) =>
      1000 * Number(card.dataset.problems) + Number(card.dataset.warnings);
    const compare = (a: HTMLLIElement, b: HTMLLIElement): number => {
      if (sort.value === 'subject') return collator.compare(a.dataset.subject!, b.dataset.subject!);
      if (sort.value === 'findings') return findings(b) - findings(a);
      const [x, y] = [number(a, sort.value), number(b, sort.value)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return x - y;
    };
    const sorted = sort.value === 'manifest' ? cards : [...cards].sort(compare);
    list.append(...sorted);
  }

  function mark(card: HTMLLIElement): void {
    const marked = card.classList.toggle('marked');
    card.querySelector('.mark')!.setAttribute('aria-pressed', String(marked));
    if (open === card) one('#large-mark').setAttribute('aria-pressed', String(marked));
    const count = cards.filter(isMarked).length;
    saved = count === 0;
    save.textContent = `Save marks (${count})`;
    save.disabled = count === 0;
    if (show.value === 'marked' && open === null) filter();
  }

  function saveMarks(): void {
    const names = ['row', 'subject', 'session', 'site', 'modality', 'region', 'label', 'image', 'mask'];
    const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = cards
      .filter(isMarked)
      .map((card) => names.map((name) => cell(card.dataset[name] ?? '')).join(','));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(
      new Blob([[names.join(','), ...lines, ''].join('\n')], { type: 'text/csv' }),
    );
    link.download = 'look-again.csv';
    link.click();
    URL.revokeObjectURL(link.href);
    saved = true;
  }

  function enlarge(card: HTMLLIElement): void {
    open = card;
    const pictures = [...viewOf(card).querySelectorAll('svg, .none')].map((picture) => {
      const copy = picture.cloneNode(true) as Element;
      // The outline is drawn twice by its name, which must be the only one.
      for (const path of copy.querySelectorAll('[id]')) path.id += '-large';
      for (const use of copy.querySelectorAll('use'))
        use.setAttribute('href', `${use.getAttribute('href')}-large`);
      return copy;
    });
    one('.large').replaceChildren(...pictures);
    one('#large-name').textContent = card.querySelector('h3')!.textContent;
    const text = [...card.querySelectorAll('.what, .caption, .found')].map((part) => part.cloneNode(true));
    one('.large-text').replaceChildren(...text);
    one('#large-mark').setAttribute('aria-pressed', String(isMarked(card)));
    if (!dialog.open) dialog.showModal();
  }

  /** The card that a key goes to: the next one, or the one above or below. */
  function neighbour(card: HTMLLIElement, key: string): HTMLLIElement | undefined {
    const all = shown();
    const at = all.indexOf(card);
    if (key === 'ArrowRight') return all[at + 1];
    if (key === 'ArrowLeft') return all[at - 1];
    const columns = Math.max(
      1,
      all.findIndex((other) => other.offsetTop > all[0]!.offsetTop),
    );
    return all[key === 'ArrowDown' ? Math.min(at + columns, all.length - 1) : Math.max(at - columns, 0)];
  }

  function step(key: string): void {
    const next = open === null ? undefined : neighbour(open, key);
    if (next !== undefined) enlarge(next);
  }

  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const card = target.closest<HTMLLIElement>('.card');
    if (card !== null && target.closest('.mark')) mark(card);
    else if (card !== null && target.closest('.view')) enlarge(card);
    const chosen = target.closest<HTMLButtonElement>('.codes button');
    if (chosen !== null) {
      code = code === chosen.dataset.code ? '' : chosen.dataset.code!;
      for (const button of codes)
        button.setAttribute('aria-pressed', String(code !== '' && button.dataset.code === code));
      filter();
    }
  });
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
    if (target.matches('select, input:not([type=checkbox])')) return;
    if (key === 'o') {
      outlines.checked = !outlines.checked;
      outlines.dispatchEvent(new Event('change'));
      return;
    }
    const arrow = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(key);
    if (open !== null) {
      if (key === 'm') mark(open);
      else if (key === 'ArrowLeft' || key === 'ArrowRight') step(key);
      else return;
      event.preventDefault();
      return;
    }
    const card = target.closest<HTMLLIElement>('.card');
    if (card === null) {
      if (key !== 'ArrowDown' && key !== 'ArrowRight') return;
      if (target !== document.body) return;
      const first = shown()[0];
      if (first === undefined) return;
      viewOf(first).focus();
    } else if (key === 'm') mark(card);
    else if (arrow) {
      const next = neighbour(card, key);
      if (next === undefined) return;
      viewOf(next).focus({ preventScroll: true });
      next.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  });
  dialog.addEventListener('close', () => {
    const card = open;
    open = null;
    filter();
    if (card !== null && !card.hidden) viewOf(card).focus();
  });
  one('#large-close').addEventListener('click', () => dialog.close());
  one('#large-before').addEventListener('click', () => step('ArrowLeft'));
  one('#large-next').addEventListener('click', () => step('ArrowRight'));
  one('#large-mark').addEventListener('click', () => open !== null && mark(open));
  search.addEventListener('input', filter);
  for (const select of [show, modality, site]) select.addEventListener('change', filter);
  sort.addEventListener('change', order);
  outlines.addEventListener('change', () => document.body.classList.toggle('no-outlines', !outlines.checked));
  save.addEventListener('click', saveMarks);
  window.addEventListener('beforeunload', (event) => {
    if (!saved) event.preventDefault();
  });
  // Browsers keep what forms said when a page is loaded again.
  order();
  filter();
  document.body.classList.toggle('no-outlines', !outlines.checked);
}
