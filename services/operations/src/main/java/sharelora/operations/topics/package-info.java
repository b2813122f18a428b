/** What a topic holds now. */
package sharelora.operations.topics;
