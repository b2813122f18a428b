/** Matrix products by oneDNN, which the JDK's foreign function interface binds. */
package sharelora.engine.fused.onednn;
