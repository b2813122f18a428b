/** The {@code sharelora} command: one class a subcommand, each thin over the module that does the work. */
package sharelora.cli;
