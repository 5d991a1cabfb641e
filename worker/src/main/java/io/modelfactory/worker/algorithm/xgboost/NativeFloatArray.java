package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Numbers in native memory, where the library can read them; released when closed. */
final class NativeFloatArray implements AutoCloseable {
    private final Pointer memory;
    private final long bytes;
    private final Release release;

    /** @param size how many numbers it holds, at least 1 */
    NativeFloatArray(long size) {
        Memory allocated = new Memory(size * Float.BYTES);
        this.memory = allocated;
        this.bytes = allocated.size();
        this.release = allocated::close;
    }

    private NativeFloatArray(MappedByteBuffer mapped) {
        this.memory = Native.getDirectBufferPointer(mapped);
        this.bytes = mapped.capacity();
        // The mapping lasts as long as its buffer can be reached.
        this.release = mapped::clear;
    }

    private interface Release {
        void run();
    }

    /**
     * Numbers that lie in a file, of which the system keeps in memory what it has room for. The file is deleted at
     * once, its space is free when this is not used any more.
     *
     * @param file that does not exist yet
     * @param size how many numbers it holds, from 1 to 2^29 - 1; all are 0
     * @throws TransientFaultException if the disk does not allow it
     */
    static NativeFloatArray inFile(Path file, int size) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            NativeFloatArray numbers =
                    new NativeFloatArray(channel.map(MapMode.READ_WRITE, 0, (long) size * Float.BYTES));
            Files.delete(file);
            return numbers;
        } catch (IOException e) {
            throw new TransientFaultException("the scratch folder cannot hold the gradients", e);
        }
    }

    /** Copies numbers to the beginning. */
    void put(float[] values, int from, int count) {
        memory.write(0, values, from, count);
    }

    /** The numbers themselves, good until this is closed. */
    FloatBuffer numbers() {
        return memory.getByteBuffer(0, bytes).asFloatBuffer();
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
        release.run();
    }
}
