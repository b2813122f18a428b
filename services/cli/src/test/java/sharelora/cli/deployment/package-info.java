/** Holds what starts, scrapes and shows the product against the product itself. */
package sharelora.cli.deployment;
