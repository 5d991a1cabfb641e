package io.modelfactory.worker.algorithm;

/**
 * What an algorithm takes at its peak, beside the float matrices of its rows.
 *
 * @param heapBytes on the heap of the process that trains
 * @param nativeBytes outside of it
 */
public record TrainingMemory(long heapBytes, long nativeBytes) {
    public TrainingMemory {
        if (heapBytes < 0 || nativeBytes < 0) {
            throw new IllegalArgumentException("memory cannot be negative: " + heapBytes + ", " + nativeBytes);
        }
    }

    /** What is enough for either of two trainings, one after the other. */
    public TrainingMemory orMore(TrainingMemory other) {
        return new TrainingMemory(Math.max(heapBytes, other.heapBytes), Math.max(nativeBytes, other.nativeBytes));
    }
}
