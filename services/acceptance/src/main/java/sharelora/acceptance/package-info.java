/** The guarantees, put to the test on the real processes. */
package sharelora.acceptance;
