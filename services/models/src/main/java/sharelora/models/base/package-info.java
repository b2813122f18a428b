/** Base models out of the blob store, verified, and open for as long as they are used. */
package sharelora.models.base;
