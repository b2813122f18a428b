/** What retention took from a stream before anybody had read it, as the dead letters tell. */
package sharelora.operations.retention;
