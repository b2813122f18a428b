/** Named evaluation sets, made of examples. */
package sharelora.operations.suite;
