import { type Item, itemsOf } from './item.ts';
import type { Rules } from './rule.ts';
import { clearRules } from './rules/clear.ts';
import { ibsiRules } from './rules/ibsi-reporting.ts';
import { metricsRules } from './rules/metrics.ts';
import { probastAiRules } from './rules/probast-ai.ts';
import { rqs1Rules } from './rules/rqs-1.ts';
import { rqs2Rules } from './rules/rqs-2.ts';
import { tripodAiRules } from './rules/tripod-ai.ts';
import { clearTable } from './tables/clear.ts';
import { ibsiReportingTable } from './tables/ibsi-reporting.ts';
import { metricsTable } from './tables/metrics.ts';
import { probastAiTable } from './tables/probast-ai.ts';
import { rqs1Table } from './tables/rqs-1.ts';
import { rqs2Table } from './tables/rqs-2.ts';
import { tripodAiTable } from './tables/tripod-ai.ts';

/** How answers become a result: points, weights, a judgement of domains, or a count of what is reported. */
export type Scoring = 'rqs-1' | 'rqs-2' | 'metrics' | 'domains' | 'count';

/** A reporting or quality instrument, with what a run can say of its items. */
export interface Instrument {
  readonly id: string;
  readonly name: string;
  readonly citation: string;
  readonly doi: string | null;
  readonly scoring: Scoring;
  readonly items: readonly Item[];
  readonly rules: Rules;
}

const ibsiItems = itemsOf(ibsiReportingTable);

/** Every instrument, in the order of the report. */
export const instruments: readonly Instrument[] = [
  {
    id: 'RQS-1.0',
    name: 'Radiomics Quality Score 1.0',
    citation: 'Lambin P et al. Nat Rev Clin Oncol 2017;14:749-762',
    doi: '10.1038/nrclinonc.2017.141',
    scoring: 'rqs-1',
    items: itemsOf(rqs1Table),
    rules: rqs1Rules,
  },
  {
    id: 'RQS-2.0',
    name: 'Radiomics Quality Score 2.0',
    citation: 'Lambin P et al. Nat Rev Clin Oncol 2025;22:831-846',
    doi: '10.1038/s41571-025-01067-1',
    scoring: 'rqs-2',
    items: itemsOf(rqs2Table),
    rules: rqs2Rules,
  },
  {
    id: 'METRICS',
    name: 'METhodological RadiomICs Score',
    citation: "Kocak B, Akinci D'Antonoli T, et al. Insights Imaging 2024;15:8 (CC BY 4.0)",
    doi: '10.1186/s13244-023-01572-w',
    scoring: 'metrics',
    items: itemsOf(metricsTable),
    rules: metricsRules,
  },
  {
    id: 'CLEAR',
    name: 'CheckList for EvaluAtion of Radiomics research',
    citation: 'Kocak B et al. Insights Imaging 2023;14:75 (CC BY 4.0)',
    doi: '10.1186/s13244-023-01415-8',
    scoring: 'count',
    items: itemsOf(clearTable),
    rules: clearRules,
  },
  {
    id: 'TRIPOD+AI',
    name: 'TRIPOD+AI',
    citation: 'Collins GS et al. BMJ 2024;385:e078378 (CC BY 4.0)',
    doi: '10.1136/bmj-2023-078378',
    scoring: 'count',
    items: itemsOf(tripodAiTable),
    rules: tripodAiRules,
  },
  {
    id: 'PROBAST+AI',
    name: 'Risk of bias of prediction models (PROBAST+AI)',
    citation: 'Moons KGM et al. BMJ 2025;388:e082505',
    doi: '10.1136/bmj-2024-082505',
    scoring: 'domains',
    items: itemsOf(probastAiTable),
    rules: probastAiRules,
  },
  {
    id: 'IBSI-reporting',
    name: 'IBSI radiomics reporting',
    citation: 'Image biomarker standardisation initiative, reference manual, chapter 4; ibsi.readthedocs.io',
    doi: null,
    scoring: 'count',
    items: ibsiItems,
    rules: ibsiRules(ibsiItems),
  },
];

/** An instrument by its id. */
export const instrumentOf = (id: string): Instrument | undefined => instruments.find((one) => one.id === id);
