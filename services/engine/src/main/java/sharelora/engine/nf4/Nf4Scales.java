package sharelora.engine.nf4;

/**
 * The scales of a tensor's blocks of 64 numbers, doubly quantised: each block's largest number less their mean, in groups of
 * 256 as codes of {@link DynamicMap} and one float32 a group.
 *
 * @param codes one for each block
 * @param largest one for each group
 * @param mean of all blocks' largest numbers
 */
record Nf4Scales(byte[] codes, float[] largest, float mean) {

    static final int GROUP = 256;

    /** @param scales the largest number of each block; overwritten */
    static Nf4Scales of(float[] scales) {
        double sum = 0;
        for (float scale : scales) {
            sum += scale;
        }
        float mean = (float) (sum / scales.length);
        byte[] codes = new byte[scales.length];
        float[] largest = new float[Math.ceilDiv(scales.length, GROUP)];
        for (int group = 0; group < largest.length; group++) {
            int from = group * GROUP;
            int to = Math.min(from + GROUP, scales.length);
            for (int i = from; i < to; i++) {
                scales[i] -= mean;
                largest[group] = Math.max(largest[group], Math.abs(scales[i]));
            }
            for (int i = from; i < to; i++) {
                codes[i] = largest[group] == 0 ? 0 : (byte) DynamicMap.nearest(scales[i] / largest[group]);
            }
        }
        return new Nf4Scales(codes, largest, mean);
    }

    /** Of a block. */
    float scale(int block) {
        return DynamicMap.number(codes[block] & 0xFF) * largest[block / GROUP] + mean;
    }
}
