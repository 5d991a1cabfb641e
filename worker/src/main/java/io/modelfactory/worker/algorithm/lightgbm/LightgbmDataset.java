package io.modelfactory.worker.algorithm.lightgbm;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows in the library's own memory, a value as the number of its bin; released when closed. */
final class LightgbmDataset implements AutoCloseable {
    private static final LightgbmLibrary LIBRARY = LightgbmLibrary.get();
    private static final int ROW_MAJOR = 1;

    private final Pointer handle;
    private final int rows;

    private LightgbmDataset(Pointer handle, int rows) {
        this.handle = handle;
        this.rows = rows;
    }

    /**
     * @param startMargin log-odds that boosting starts from
     * @param parameters among them which columns are categories
     * @param reference whose bins are used; none for the rows of training
     */
    static LightgbmDataset of(
            LabelledMatrix matrix, double startMargin, String parameters, @Nullable LightgbmDataset reference) {
        int rows = matrix.rows();
        int columns = matrix.features().columns();
        PointerByReference created = new PointerByReference();
        try (Memory values = new Memory((long) rows * columns * Float.BYTES)) {
            values.write(0, matrix.features().values(), 0, rows * columns);
            LightgbmLibrary.check(LIBRARY.LGBM_DatasetCreateFromMat(
                    values,
                    LightgbmLibrary.FLOAT,
                    rows,
                    columns,
                    ROW_MAJOR,
                    parameters,
                    reference == null ? null : reference.handle,
                    created));
        }
        LightgbmDataset dataset = new LightgbmDataset(created.getValue(), rows);
        try (Memory labels = new Memory((long) rows * Float.BYTES);
                Memory margins = new Memory((long) rows * Double.BYTES)) {
            labels.write(0, matrix.labels().toArray(), 0, rows);
            dataset.set("label", labels, LightgbmLibrary.FLOAT);
            double[] start = new double[rows];
            Arrays.fill(start, startMargin);
            margins.write(0, start, 0, rows);
            dataset.set("init_score", margins, LightgbmLibrary.DOUBLE);
            return dataset;
        } catch (RuntimeException e) {
            dataset.close();
            throw e;
        }
    }

    private void set(String field, Memory values, int type) {
        LightgbmLibrary.check(LIBRARY.LGBM_DatasetSetField(handle, field, values, rows, type));
    }

    Pointer handle() {
        return handle;
    }

    int rows() {
        return rows;
    }

    @Override
    public void close() {
        LIBRARY.LGBM_DatasetFree(handle);
    }
}
