import type { BaseState } from "../kit/model";
import type { Row } from "../kit/run/state";

/** What Python and the page share; held against the traits of job.py by a test. */
export interface JobState extends BaseState {
  row: Row;
}
