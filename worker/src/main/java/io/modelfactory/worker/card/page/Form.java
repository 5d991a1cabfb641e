package io.modelfactory.worker.card.page;

/** A form that a page can take: it writes one block after the other. */
public interface Form {
    void prose(Block.Prose prose);

    void points(Block.Points points);

    void facts(Block.Facts facts);

    void table(Block.Table table);

    void figure(Block.Figure figure);
}
