/** A trained adapter at work: classes and losses of records, features of the untouched base, and what a linear model makes of those. */
package sharelora.engine.inference;
