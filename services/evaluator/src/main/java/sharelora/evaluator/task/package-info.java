/** What is measured of a task, and what becomes of it in a result. */
package sharelora.evaluator.task;
