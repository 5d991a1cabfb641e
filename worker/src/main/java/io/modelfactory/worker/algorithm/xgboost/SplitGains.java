package io.modelfactory.worker.algorithm.xgboost;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The gains of a model's splits, from its binary form: UBJSON as XGBoost writes it, with lengths before texts and
 * lists, and lists of one type of number as they lie in memory, in big-endian order. Writing and reading the model as
 * JSON took longer than a tree of a small model takes to grow. The library gives no gains for columns of any name.
 */
final class SplitGains {
    private static final String LEFT_CHILDREN = "left_children";
    private static final String COLUMNS = "split_indices";
    private static final String GAINS = "loss_changes";
    private static final int NO_CHILD = -1;

    private final ByteBuffer in;
    private final Map<Integer, DoubleSummaryStatistics> gains = new TreeMap<>();

    private SplitGains(byte[] model) {
        this.in = ByteBuffer.wrap(model);
    }

    /**
     * Average gain of the splits on each column that has any, by the column's index.
     *
     * @throws IOException if the bytes are no such document
     */
    static Map<Integer, Double> average(byte[] model) throws IOException {
        SplitGains found = new SplitGains(model);
        try {
            found.value(found.in.get());
        } catch (BufferUnderflowException
                | ArithmeticException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            throw new IOException("the model is not UBJSON", e);
        }
        Map<Integer, Double> averages = new TreeMap<>();
        found.gains.forEach((column, gain) -> averages.put(column, gain.getAverage()));
        return averages;
    }

    /** Numbers of one type, of which the first is at index 0. */
    private record Numbers(byte type, ByteBuffer content) {
        int count() {
            return content.limit() / width(type);
        }

        int whole(int index) {
            return Math.toIntExact(whole(content.position(index * width(type)), type));
        }

        float real(int index) {
            if (type != 'd') {
                throw new IllegalArgumentException("gains of type " + (char) type);
            }
            return content.getFloat(index * width(type));
        }

        static long whole(ByteBuffer at, byte type) {
            return switch (type) {
                case 'i' -> at.get();
                case 'U' -> at.get() & 0xff;
                case 'I' -> at.getShort();
                case 'l' -> at.getInt();
                case 'L' -> at.getLong();
                default -> throw new IllegalArgumentException("no whole number: " + (char) type);
            };
        }
    }

    /** Passes a value; returns it if it is a list of numbers. */
    private Optional<Numbers> value(byte type) {
        switch (type) {
            case '{' -> object();
            case '[' -> {
                return list();
            }
            case 'S' -> skip(length(), 1);
            case 'T', 'F', 'Z', 'N' -> {
                // All is said.
            }
            default -> skip(1, width(type));
        }
        return Optional.empty();
    }

    private void object() {
        Map<String, Numbers> lists = new HashMap<>();
        for (byte type = in.get(); type != '}'; type = in.get()) {
            byte[] name = new byte[Math.toIntExact(Numbers.whole(in, type))];
            in.get(name);
            value(in.get()).ifPresent(numbers -> lists.put(new String(name, StandardCharsets.UTF_8), numbers));
        }
        if (lists.keySet().containsAll(List.of(LEFT_CHILDREN, COLUMNS, GAINS))) {
            addGains(lists);
        }
    }

    private Optional<Numbers> list() {
        byte type = in.get();
        switch (type) {
            case '$' -> {
                byte ofAll = in.get();
                requireCount();
                int bytes = skip(length(), width(ofAll));
                return Optional.of(new Numbers(ofAll, in.slice(in.position() - bytes, bytes)));
            }
            case '#' -> {
                for (int left = length(); left > 0; left--) {
                    value(in.get());
                }
            }
            default -> {
                for (byte next = type; next != ']'; next = in.get()) {
                    value(next);
                }
            }
        }
        return Optional.empty();
    }

    private void requireCount() {
        if (in.get() != '#') {
            throw new IllegalArgumentException("a list of one type must say how long it is");
        }
    }

    private int length() {
        return Math.toIntExact(Numbers.whole(in, in.get()));
    }

    /** Returns how many bytes were passed. */
    private int skip(int count, int width) {
        int bytes = Math.multiplyExact(count, width);
        in.position(Math.addExact(in.position(), bytes));
        return bytes;
    }

    private static int width(byte type) {
        return switch (type) {
            case 'i', 'U', 'C' -> 1;
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> throw new IllegalArgumentException("unknown type: " + (char) type);
        };
    }

    /** Nodes are numbered; each list of a tree has one element a node. */
    private void addGains(Map<String, Numbers> tree) {
        Numbers leftChildren = Objects.requireNonNull(tree.get(LEFT_CHILDREN));
        Numbers columns = Objects.requireNonNull(tree.get(COLUMNS));
        Numbers changes = Objects.requireNonNull(tree.get(GAINS));
        for (int node = 0; node < leftChildren.count(); node++) {
            if (leftChildren.whole(node) != NO_CHILD) {
                gains.computeIfAbsent(columns.whole(node), none -> new DoubleSummaryStatistics())
                        .accept(changes.real(node));
            }
        }
    }
}
