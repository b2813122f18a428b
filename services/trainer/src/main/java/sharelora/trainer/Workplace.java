package sharelora.trainer;

import sharelora.platform.host.Platform;

/**
 * What the jobs of one process share.
 *
 * @param threads that each job's steps run on
 */
record Workplace(Platform platform, Bases bases, int threads) {}
