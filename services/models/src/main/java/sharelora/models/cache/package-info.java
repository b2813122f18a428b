/** Maps that forget what was not used for longest. */
package sharelora.models.cache;
