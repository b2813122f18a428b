/** What a method trains and what that takes, before anybody loads a base. */
package sharelora.cli.params;
