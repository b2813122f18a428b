/** An installation whose broker and stages run in processes of their own: its processes, its input and its records. */
package sharelora.acceptance.site;
