/**
 * Where the demo takes its examples from: Javadoc sentences of libraries, and corrected sentences of grammar
 * rules.
 */
package sharelora.demo.data;
