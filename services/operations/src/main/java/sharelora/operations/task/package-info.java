/** What jobs, suites and dead letters have to know of a task. */
package sharelora.operations.task;
