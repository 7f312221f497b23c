/** Runs of names of a scheme's labels, from the label before them. */
type Run = readonly [first: number, names: string];

const numbered = (runs: readonly Run[]): (readonly [number, string])[] =>
  runs.flatMap(([first, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name, i) => [first + i, name] as const),
  );

const ribs = (side: string): string => Array.from({ length: 12 }, (_, i) => `rib_${side}_${i + 1}`).join(' ');

const glutei = ['maximus', 'medius', 'minimus']
  .flatMap((name) => [`gluteus_${name}_left`, `gluteus_${name}_right`])
  .join(' ');

const lungs =
  'lung_upper_lobe_left lung_lower_lobe_left lung_upper_lobe_right lung_middle_lobe_right lung_lower_lobe_right';

const abdomen = 'spleen kidney_right kidney_left gallbladder liver stomach';

const shoulder = 'humerus_left humerus_right scapula_left scapula_right clavicula_left clavicula_right';

/**
 * Organs, vessels and other bones of schemes that label whole bodies. They are known so that a whole file is read; they
 * do not count where a scheme is recognised, as they share their numbers with the bones of other schemes.
 */
export const bystanders = {
  totalsegmentator_total_v2: numbered([
    [1, abdomen],
    [7, `pancreas adrenal_gland_right adrenal_gland_left ${lungs}`],
    [15, 'esophagus trachea thyroid_gland small_bowel duodenum colon urinary_bladder prostate'],
    [23, 'kidney_cyst_left kidney_cyst_right'],
    [51, 'heart aorta pulmonary_vein brachiocephalic_trunk subclavian_artery_right subclavian_artery_left'],
    [57, 'common_carotid_artery_right common_carotid_artery_left'],
    [59, 'brachiocephalic_vein_left brachiocephalic_vein_right atrial_appendage_left superior_vena_cava'],
    [63, 'inferior_vena_cava portal_vein_and_splenic_vein iliac_artery_left iliac_artery_right'],
    [67, `iliac_vena_left iliac_vena_right ${shoulder}`],
    [80, glutei],
    [90, `brain skull ${ribs('left')} ${ribs('right')} sternum costal_cartilages`],
  ]),
  totalsegmentator_total_v1: numbered([
    [1, `${abdomen} aorta inferior_vena_cava portal_vein_and_splenic_vein pancreas`],
    [11, `adrenal_gland_right adrenal_gland_left ${lungs}`],
    [42, 'esophagus trachea heart_myocardium heart_atrium_left heart_ventricle_left heart_atrium_right'],
    [48, 'heart_ventricle_right pulmonary_artery brain iliac_artery_left iliac_artery_right'],
    [53, 'iliac_vena_left iliac_vena_right small_bowel duodenum colon'],
    [58, `${ribs('left')} ${ribs('right')} ${shoulder}`],
    [93, `face ${glutei}`],
    [104, 'urinary_bladder'],
  ]),
  totalsegmentator_total_mr: numbered([
    [1, `${abdomen} pancreas adrenal_gland_right adrenal_gland_left lung_left lung_right`],
    [12, 'esophagus small_bowel duodenum colon urinary_bladder prostate'],
    [22, 'heart aorta inferior_vena_cava portal_vein_and_splenic_vein iliac_artery_left iliac_artery_right'],
    [28, `iliac_vena_left iliac_vena_right ${shoulder}`],
    [40, glutei],
    [50, 'brain'],
  ]),
  // Parts of all vertebrae together: which vertebra they are of, the other file of the pair says.
  spineps_subregions: numbered([
    [41, 'arcus_vertebrae spinosus_process costal_process_left costal_process_right'],
    [45, 'superior_articular_left superior_articular_right inferior_articular_left inferior_articular_right'],
    [49, 'vertebra_corpus_border vertebra_corpus'],
    [62, 'endplates'],
    [100, 'intervertebral_discs'],
  ]),
} as const;
