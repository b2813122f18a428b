/** Tests the guarantees of the system on real processes. */
package sharelora.acceptance;
