package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.jna.Memory;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * The library's own collective, of the thread that joins it: its members connect to a tracker, and then to each other,
 * by plain TCP without authentication or encryption. From then on the library adds up the histograms of all members.
 */
final class NativeCollective implements TrainingCollective, AutoCloseable {
    /** The library's numbers for a signed integer of 64 bits, and for a sum. */
    private static final int INT64 = 7;

    private static final int SUM = 2;
    private static final XgboostLibrary LIBRARY = XgboostLibrary.get();

    private NativeCollective() {}

    /**
     * Waits for all others.
     *
     * @param tracker what the tracker of this training has its members told
     * @param member from 0, of its own in this training
     */
    static NativeCollective join(Map<String, Object> tracker, int member) throws XGBoostError {
        ObjectNode config = new ObjectMapper().valueToTree(tracker);
        config.put("dmlc_task_id", String.valueOf(member));
        XgboostLibrary.check(LIBRARY.XGCommunicatorInit(config.toString()));
        return new NativeCollective();
    }

    @Override
    public long[] sum(long... values) throws XGBoostError {
        try (Memory buffer = new Memory((long) values.length * Long.BYTES)) {
            buffer.write(0, values, 0, values.length);
            XgboostLibrary.check(LIBRARY.XGCommunicatorAllreduce(buffer, values.length, INT64, SUM));
            return buffer.getLongArray(0, values.length);
        }
    }

    /** Leaves; the others may go on only if the training is over. */
    @Override
    public void close() throws XGBoostError {
        XgboostLibrary.check(LIBRARY.XGCommunicatorFinalize());
    }
}
