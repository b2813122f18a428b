/** Frozen evaluation sets: records that no job learns from, named by the hash of their bytes. */
package sharelora.models.suite;
