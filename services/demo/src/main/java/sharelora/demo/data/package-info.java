/**
 * Where the demo takes its examples from: Javadoc sentences of libraries, corrected sentences of grammar
 * rules, and dated changes of a program.
 */
package sharelora.demo.data;
