package io.modelfactory.local.simulate;

/**
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014) and the distributions
 * the simulation needs. Spelled out here, on integer arithmetic and {@link StrictMath}, so that a seed means the same
 * rows on every JDK.
 */
final class SplitMixRandom {
    private long state;

    SplitMixRandom(long seed) {
        this.state = seed;
    }

    /** A generator of its own, so that drawing more of one thing does not change another. */
    SplitMixRandom fork() {
        return new SplitMixRandom(nextLong());
    }

    /** Uniform in [0, 1), in steps of 2^-53. */
    double nextUnit() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    double nextBetween(double low, double high) {
        return low + (high - low) * nextUnit();
    }

    /** Uniform among 0 .. bound - 1. */
    int nextBelow(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    boolean nextBoolean(double probability) {
        return nextUnit() < probability;
    }

    /** Standard normal, by Box and Muller. */
    double nextGaussian() {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - nextUnit()));
        return radius * StrictMath.cos(2 * Math.PI * nextUnit());
    }

    double nextExponential(double mean) {
        return -mean * StrictMath.log(1 - nextUnit());
    }

    long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
