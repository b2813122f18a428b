/** The log as memory: what the evaluator wrote before is what it knows after a restart. */
package sharelora.evaluator.log;
