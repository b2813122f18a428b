/** Jobs as they were submitted, and what an operator may change of them. */
package sharelora.operations.jobs;
