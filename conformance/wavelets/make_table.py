"""Writes packages/features/src/filters/wavelet-coefficients.ts: the weights of every discrete wavelet of PyWavelets.

Run with an environment that has PyWavelets (conformance/peers.sh pyradiomics):
    ~/.rachis-peers/pyradiomics/bin/python conformance/wavelets/make_table.py
"""

from pathlib import Path

import pywt

TARGET = Path(__file__).parents[2] / "packages/features/src/filters/wavelet-coefficients.ts"

HEAD = '''/**
 * Weights of the discrete wavelets, as PyWavelets {version} has them; written by conformance/wavelets/make_table.py.
 * The low-pass weights; where the high-pass ones do not follow from them (biorthogonal wavelets), those after a bar.
 */
const table = {{
'''

TAIL = '''} as const;

/** Names of the wavelets, as PyWavelets has them. */
export type WaveletName = keyof typeof table;
export const waveletNames = Object.keys(table) as WaveletName[];

export function isWaveletName(name: string): name is WaveletName {
  return Object.hasOwn(table, name);
}

/** The two filters that decompose a signal. */
export interface WaveletFilter {
  readonly decompositionLow: Float64Array;
  readonly decompositionHigh: Float64Array;
}

const numbersOf = (text: string) => Float64Array.from(text.split(' '), Number);

/** The decomposition filters of a wavelet. */
export function waveletFilter(name: WaveletName): WaveletFilter {
  const [low, high] = table[name].split('|');
  const decompositionLow = numbersOf(low!);
  const last = decompositionLow.length - 1;
  return {
    decompositionLow,
    // Of an orthogonal wavelet: the low-pass weights backwards, every second one with its sign changed.
    decompositionHigh: high
      ? numbersOf(high)
      : decompositionLow.map((_, k) => (k % 2 === 0 ? -1 : 1) * decompositionLow[last - k]!),
  };
}
'''


def text(weights):
    return " ".join(repr(float(w)).removesuffix(".0") for w in weights)


def main():
    lines = [HEAD.format(version=pywt.__version__)]
    for name in pywt.wavelist(kind="discrete"):
        wavelet = pywt.Wavelet(name)
        low, high = wavelet.dec_lo, wavelet.dec_hi
        mirrored = [(-1 if k % 2 == 0 else 1) * low[-1 - k] for k in range(len(low))]
        entry = text(low) if mirrored == high else f"{text(low)}|{text(high)}"
        lines.append(f"  '{name}':\n    '{entry}',\n")
    TARGET.write_text("".join(lines) + TAIL)


main()
