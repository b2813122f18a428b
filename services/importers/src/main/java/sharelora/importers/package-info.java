/** Base models from where they are published into the one form that the blob store keeps. */
package sharelora.importers;
