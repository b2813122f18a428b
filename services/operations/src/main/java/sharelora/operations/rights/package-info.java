/** Who may do what on the broker: one table, and the commands that make it so. */
package sharelora.operations.rights;
