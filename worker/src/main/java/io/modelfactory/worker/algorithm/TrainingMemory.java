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
}
