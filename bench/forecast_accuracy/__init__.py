"""How accurate the forecasts are on public retail series, beside other methods."""
