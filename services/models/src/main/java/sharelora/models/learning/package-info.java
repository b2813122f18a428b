/** A job that learns batch by batch, and its states in the blob store. The trainer runs it; an audit repeats it. */
package sharelora.models.learning;
