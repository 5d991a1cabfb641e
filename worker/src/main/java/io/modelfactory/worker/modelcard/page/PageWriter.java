package io.modelfactory.worker.modelcard.page;

/** A form that a page can take: it writes one block after the other. */
public interface PageWriter {
    void paragraph(PageBlock.Paragraph prose);

    void bulletList(PageBlock.BulletList points);

    void factList(PageBlock.FactList facts);

    void commandList(PageBlock.CommandList commands);

    void table(PageBlock.Table table);

    void figure(PageBlock.Figure figure);
}
