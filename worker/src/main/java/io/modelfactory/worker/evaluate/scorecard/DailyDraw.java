package io.modelfactory.worker.evaluate.scorecard;

import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;

/** How often days, and rows within a day, occur in one draw of blocks: a day that is drawn twice is two days. */
interface DailyDraw {

    int ofDay(int day);

    /** Within its day. */
    int ofRow(int row);

    /** Whether all rows of an entity occur equally often within a day. */
    boolean hasWholeEntities();

    /** Every row once. */
    static DailyDraw ofAll() {
        return of(BlockUnit.DAY, row -> 0, new int[] {1}, day -> 0);
    }

    /** A number of a row or a day. */
    interface Numbers {
        int of(int index);
    }

    /**
     * @param blockOfRow number of a row's block
     * @param times how often each block is drawn
     * @param blockOfDay number of a day's block, where blocks are days
     */
    static DailyDraw of(BlockUnit unit, Numbers blockOfRow, int[] times, Numbers blockOfDay) {
        boolean days = unit == BlockUnit.DAY;
        return new DailyDraw() {
            @Override
            public int ofDay(int day) {
                return days ? times[blockOfDay.of(day)] : 1;
            }

            @Override
            public int ofRow(int row) {
                return days ? 1 : times[blockOfRow.of(row)];
            }

            @Override
            public boolean hasWholeEntities() {
                return unit != BlockUnit.ROW;
            }
        };
    }
}
