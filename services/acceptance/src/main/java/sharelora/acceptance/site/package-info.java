/** A whole installation in processes of its own: what runs there, what is fed to it, and what can be seen of it. */
package sharelora.acceptance.site;
