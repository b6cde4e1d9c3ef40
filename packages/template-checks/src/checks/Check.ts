import { Parameters } from '../combinations/ParameterSpace';
import { Files } from '../Files';

/** Something in a generated file that a reviewer would reject. */
export type Problem = { path: string; message: string };

/** One rule that every generated repository keeps. */
export type Check = {
  name: string;
  run(files: Files, parameters: Parameters): Problem[] | Promise<Problem[]>;
};
