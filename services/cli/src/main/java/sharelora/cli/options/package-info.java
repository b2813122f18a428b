/** The options that several commands share, and where their values come from: flag, environment, file, default. */
package sharelora.cli.options;
