package sharelora.acceptance.guarantee;

/** Job files for trials: small batches, frequent checkpoints, and dropout, so that random numbers matter too. */
final class Jobs {

    private Jobs() {}

    static String file(String job, String stream, int holdoutPercent) {
        return """
                job: %s
                base: tiny
                stream: {name: %s, labels: [low, high], maxLength: 32, holdoutPercent: %d,
                         batch: {records: 8, minRecords: 2}}
                adapter: {rank: 4, dropout: 0.1}
                training: {baseDropout: true, warmupSteps: 5}
                snapshotEvery: 3
                checkpointEvery: 10
                keep: {snapshots: 3, checkpoints: 5}
                evaluation: {minRecords: 20, window: 200, shardRecords: 25}
                """.formatted(job, stream, holdoutPercent);
    }
}
