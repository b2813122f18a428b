package sharelora.trainer;

import sharelora.models.base.BaseCache;
import sharelora.platform.host.Platform;

/**
 * What the jobs of one process share.
 *
 * @param threads number of threads that compute the steps of each job
 * @param strict whether a job is refused that was computed before on another kind of CPU or by other libraries
 */
record TrainerContext(Platform platform, BaseCache bases, int threads, boolean strict) {}
