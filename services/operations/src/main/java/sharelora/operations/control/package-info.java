/** What operators do to an installation, in words and with a record of it: the same by a command and over the console. */
package sharelora.operations.control;
