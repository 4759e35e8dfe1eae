"""The indicators read model: each indicator with the accepted work that feeds it."""
