package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.FloatBuffer;

/** Numbers in native memory, where the library can read them; released when closed. */
final class NativeFloatArray implements AutoCloseable {
    private final Memory memory;

    /** @param size how many numbers it holds, at least 1 */
    NativeFloatArray(long size) {
        this.memory = new Memory(size * Float.BYTES);
    }

    /** Copies numbers to the beginning. */
    void put(float[] values, int from, int count) {
        memory.write(0, values, from, count);
    }

    /** The numbers themselves, good until this is closed. */
    FloatBuffer numbers() {
        return memory.getByteBuffer(0, memory.size()).asFloatBuffer();
    }

    /** The first {@code count} numbers in the notation that the library reads. */
    String asVector(int count) {
        return arrayInterface("[" + count + "]");
    }

    /** The first {@code rows * columns} numbers, row by row. */
    String asMatrix(int rows, int columns) {
        return arrayInterface("[" + rows + "," + columns + "]");
    }

    /** NumPy's array interface, version 3, of numbers that are only read. */
    private String arrayInterface(String shape) {
        return "{\"data\":[%d,true],\"shape\":%s,\"typestr\":\"<f4\",\"version\":3}"
                .formatted(Pointer.nativeValue(memory), shape);
    }

    @Override
    public void close() {
        memory.close();
    }
}
