/** EvalShard → EvalResult: adds up what workers found, whoever they were and however often they said it. */
package sharelora.evaluator.aggregator;
