/** Evaluation results as tables. */
package sharelora.operations.results;
