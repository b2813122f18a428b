/** How every job and stage is doing, read from the topics and the groups. */
package sharelora.operations.status;
