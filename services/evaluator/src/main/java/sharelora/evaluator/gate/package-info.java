/** EvalResult → Verdict, Promotion: which checkpoint of a job is promoted, by its gate or by an operator. */
package sharelora.evaluator.gate;
