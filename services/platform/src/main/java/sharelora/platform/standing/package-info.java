/** What stands still by itself while a stage goes on with the rest. */
package sharelora.platform.standing;
