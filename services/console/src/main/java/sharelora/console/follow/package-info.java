/** The log and the broker's groups → the read model, on threads of its own. */
package sharelora.console.follow;
